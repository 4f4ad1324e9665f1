# gap-looks: Pushing: the domain gaps at all levels, as a camera sees them
# Draws figure.svg from the CSV files beside it: gnuplot figure.gp
if (!exists("to_standard_output")) set output "figure.svg"
set terminal svg size 1184,2256 dynamic font "Helvetica,14" background "white"
set encoding utf8
set datafile separator ","
set datafile missing ""
unset border
unset tics
unset key
set margins 0, 0, 0, 0
set datafile missing NaN
set multiplot
set label 'The source domain with one gap opened, by family and level, and the base pair' at screen 0.011824324324324325,0.9902482269503546 left font ',18'
set label 'Δ: mean absolute difference to the source''s pictures of the same states, grey levels of 255, at 96 × 96 pixels' at screen 0.011824324324324325,0.9813829787234043 left font ',12'
set label 'colour shift: table from grey to blue, block from black to green' at graph 0,1 offset character 0,0.7 left font ',15'
set origin 0.011824324324324325,0.8670212765957447
set size 0.1858108108108108,0.0975177304964539
set xrange [0:220]
set yrange [0:220]
set label '1: source' at graph 0,0 offset character 0,-0.7 left font ',12'
plot 'pictures/colour-shift-1.png' binary filetype=png with rgbimage, \
  'figure.csv' using (strcol(1) eq 'colour-shift' && $2 == 1 && strcol(4) eq 'difference_to_source' ? 220 : NaN):(0):(sprintf('Δ %.1f', $5)) skip 1 with labels right offset character 0,-0.7 font ',12' textcolor '#555555'
unset label
set origin 0.20945945945945946,0.8670212765957447
set size 0.1858108108108108,0.0975177304964539
set xrange [0:220]
set yrange [0:220]
set label '2: a third' at graph 0,0 offset character 0,-0.7 left font ',12'
plot 'pictures/colour-shift-2.png' binary filetype=png with rgbimage, \
  'figure.csv' using (strcol(1) eq 'colour-shift' && $2 == 2 && strcol(4) eq 'difference_to_source' ? 220 : NaN):(0):(sprintf('Δ %.1f', $5)) skip 1 with labels right offset character 0,-0.7 font ',12' textcolor '#555555'
unset label
set origin 0.40709459459459457,0.8670212765957447
set size 0.1858108108108108,0.0975177304964539
set xrange [0:220]
set yrange [0:220]
set label '3: two thirds' at graph 0,0 offset character 0,-0.7 left font ',12'
plot 'pictures/colour-shift-3.png' binary filetype=png with rgbimage, \
  'figure.csv' using (strcol(1) eq 'colour-shift' && $2 == 3 && strcol(4) eq 'difference_to_source' ? 220 : NaN):(0):(sprintf('Δ %.1f', $5)) skip 1 with labels right offset character 0,-0.7 font ',12' textcolor '#555555'
unset label
set origin 0.6047297297297297,0.8670212765957447
set size 0.1858108108108108,0.0975177304964539
set xrange [0:220]
set yrange [0:220]
set label '4: all the way' at graph 0,0 offset character 0,-0.7 left font ',12'
plot 'pictures/colour-shift-4.png' binary filetype=png with rgbimage, \
  'figure.csv' using (strcol(1) eq 'colour-shift' && $2 == 4 && strcol(4) eq 'difference_to_source' ? 220 : NaN):(0):(sprintf('Δ %.1f', $5)) skip 1 with labels right offset character 0,-0.7 font ',12' textcolor '#555555'
unset label
set label 'colour randomisation: pusher, table and block in each of nine episodes' at graph 0,1 offset character 0,0.7 left font ',15'
set origin 0.011824324324324325,0.7455673758865249
set size 0.1858108108108108,0.0975177304964539
set xrange [0:220]
set yrange [0:220]
set label '1: within .025' at graph 0,0 offset character 0,-0.7 left font ',12'
plot 'pictures/colour-randomisation-1.png' binary filetype=png with rgbimage, \
  'figure.csv' using (strcol(1) eq 'colour-randomisation' && $2 == 1 && strcol(4) eq 'difference_to_source' ? 220 : NaN):(0):(sprintf('Δ %.1f', $5)) skip 1 with labels right offset character 0,-0.7 font ',12' textcolor '#555555'
unset label
set origin 0.20945945945945946,0.7455673758865249
set size 0.1858108108108108,0.0975177304964539
set xrange [0:220]
set yrange [0:220]
set label '2: within .1' at graph 0,0 offset character 0,-0.7 left font ',12'
plot 'pictures/colour-randomisation-2.png' binary filetype=png with rgbimage, \
  'figure.csv' using (strcol(1) eq 'colour-randomisation' && $2 == 2 && strcol(4) eq 'difference_to_source' ? 220 : NaN):(0):(sprintf('Δ %.1f', $5)) skip 1 with labels right offset character 0,-0.7 font ',12' textcolor '#555555'
unset label
set origin 0.40709459459459457,0.7455673758865249
set size 0.1858108108108108,0.0975177304964539
set xrange [0:220]
set yrange [0:220]
set label '3: within .5' at graph 0,0 offset character 0,-0.7 left font ',12'
plot 'pictures/colour-randomisation-3.png' binary filetype=png with rgbimage, \
  'figure.csv' using (strcol(1) eq 'colour-randomisation' && $2 == 3 && strcol(4) eq 'difference_to_source' ? 220 : NaN):(0):(sprintf('Δ %.1f', $5)) skip 1 with labels right offset character 0,-0.7 font ',12' textcolor '#555555'
unset label
set origin 0.6047297297297297,0.7455673758865249
set size 0.1858108108108108,0.0975177304964539
set xrange [0:220]
set yrange [0:220]
set label '4: any colour' at graph 0,0 offset character 0,-0.7 left font ',12'
plot 'pictures/colour-randomisation-4.png' binary filetype=png with rgbimage, \
  'figure.csv' using (strcol(1) eq 'colour-randomisation' && $2 == 4 && strcol(4) eq 'difference_to_source' ? 220 : NaN):(0):(sprintf('Δ %.1f', $5)) skip 1 with labels right offset character 0,-0.7 font ',12' textcolor '#555555'
unset label
set label 'camera pose: turned about the table''s centre' at graph 0,1 offset character 0,0.7 left font ',15'
set origin 0.011824324324324325,0.624113475177305
set size 0.1858108108108108,0.0975177304964539
set xrange [0:220]
set yrange [0:220]
set label '1: source' at graph 0,0 offset character 0,-0.7 left font ',12'
plot 'pictures/camera-pose-1.png' binary filetype=png with rgbimage, \
  'figure.csv' using (strcol(1) eq 'camera-pose' && $2 == 1 && strcol(4) eq 'difference_to_source' ? 220 : NaN):(0):(sprintf('Δ %.1f', $5)) skip 1 with labels right offset character 0,-0.7 font ',12' textcolor '#555555'
unset label
set origin 0.20945945945945946,0.624113475177305
set size 0.1858108108108108,0.0975177304964539
set xrange [0:220]
set yrange [0:220]
set label '2: π/16' at graph 0,0 offset character 0,-0.7 left font ',12'
plot 'pictures/camera-pose-2.png' binary filetype=png with rgbimage, \
  'figure.csv' using (strcol(1) eq 'camera-pose' && $2 == 2 && strcol(4) eq 'difference_to_source' ? 220 : NaN):(0):(sprintf('Δ %.1f', $5)) skip 1 with labels right offset character 0,-0.7 font ',12' textcolor '#555555'
unset label
set origin 0.40709459459459457,0.624113475177305
set size 0.1858108108108108,0.0975177304964539
set xrange [0:220]
set yrange [0:220]
set label '3: π/8' at graph 0,0 offset character 0,-0.7 left font ',12'
plot 'pictures/camera-pose-3.png' binary filetype=png with rgbimage, \
  'figure.csv' using (strcol(1) eq 'camera-pose' && $2 == 3 && strcol(4) eq 'difference_to_source' ? 220 : NaN):(0):(sprintf('Δ %.1f', $5)) skip 1 with labels right offset character 0,-0.7 font ',12' textcolor '#555555'
unset label
set origin 0.6047297297297297,0.624113475177305
set size 0.1858108108108108,0.0975177304964539
set xrange [0:220]
set yrange [0:220]
set label '4: π/4' at graph 0,0 offset character 0,-0.7 left font ',12'
plot 'pictures/camera-pose-4.png' binary filetype=png with rgbimage, \
  'figure.csv' using (strcol(1) eq 'camera-pose' && $2 == 4 && strcol(4) eq 'difference_to_source' ? 220 : NaN):(0):(sprintf('Δ %.1f', $5)) skip 1 with labels right offset character 0,-0.7 font ',12' textcolor '#555555'
unset label
set label 'centre of mass: ring nominal, dot true (not seen by the camera)' at graph 0,1 offset character 0,0.7 left font ',15'
set origin 0.011824324324324325,0.5026595744680851
set size 0.1858108108108108,0.0975177304964539
set xrange [0:220]
set yrange [0:220]
set label '1: source' at graph 0,0 offset character 0,-0.7 left font ',12'
plot 'pictures/centre-of-mass-1.png' binary filetype=png with rgbimage, \
  'figure.csv' using (strcol(1) eq 'centre-of-mass' && $2 == 1 && strcol(4) eq 'difference_to_source' ? 220 : NaN):(0):(sprintf('Δ %.1f', $5)) skip 1 with labels right offset character 0,-0.7 font ',12' textcolor '#555555', \
  'figure-markers.csv' using (strcol(1) eq 'centre-of-mass' && $2 == 1 && strcol(3) eq 'nominal centre' ? $4 : NaN):(220 - $5) skip 1 with points pointtype 6 pointsize 1.1 linewidth 2 linecolor '#ffffff', \
  'figure-markers.csv' using (strcol(1) eq 'centre-of-mass' && $2 == 1 && strcol(3) eq 'centre of gravity' ? $4 : NaN):(220 - $5) skip 1 with points pointtype 7 pointsize 0.7 linecolor '#ffd400'
unset label
set origin 0.20945945945945946,0.5026595744680851
set size 0.1858108108108108,0.0975177304964539
set xrange [0:220]
set yrange [0:220]
set label '2: +3 cm' at graph 0,0 offset character 0,-0.7 left font ',12'
plot 'pictures/centre-of-mass-2.png' binary filetype=png with rgbimage, \
  'figure.csv' using (strcol(1) eq 'centre-of-mass' && $2 == 2 && strcol(4) eq 'difference_to_source' ? 220 : NaN):(0):(sprintf('Δ %.1f', $5)) skip 1 with labels right offset character 0,-0.7 font ',12' textcolor '#555555', \
  'figure-markers.csv' using (strcol(1) eq 'centre-of-mass' && $2 == 2 && strcol(3) eq 'nominal centre' ? $4 : NaN):(220 - $5) skip 1 with points pointtype 6 pointsize 1.1 linewidth 2 linecolor '#ffffff', \
  'figure-markers.csv' using (strcol(1) eq 'centre-of-mass' && $2 == 2 && strcol(3) eq 'centre of gravity' ? $4 : NaN):(220 - $5) skip 1 with points pointtype 7 pointsize 0.7 linecolor '#ffd400'
unset label
set origin 0.40709459459459457,0.5026595744680851
set size 0.1858108108108108,0.0975177304964539
set xrange [0:220]
set yrange [0:220]
set label '3: −3 cm' at graph 0,0 offset character 0,-0.7 left font ',12'
plot 'pictures/centre-of-mass-3.png' binary filetype=png with rgbimage, \
  'figure.csv' using (strcol(1) eq 'centre-of-mass' && $2 == 3 && strcol(4) eq 'difference_to_source' ? 220 : NaN):(0):(sprintf('Δ %.1f', $5)) skip 1 with labels right offset character 0,-0.7 font ',12' textcolor '#555555', \
  'figure-markers.csv' using (strcol(1) eq 'centre-of-mass' && $2 == 3 && strcol(3) eq 'nominal centre' ? $4 : NaN):(220 - $5) skip 1 with points pointtype 6 pointsize 1.1 linewidth 2 linecolor '#ffffff', \
  'figure-markers.csv' using (strcol(1) eq 'centre-of-mass' && $2 == 3 && strcol(3) eq 'centre of gravity' ? $4 : NaN):(220 - $5) skip 1 with points pointtype 7 pointsize 0.7 linecolor '#ffd400'
unset label
set origin 0.6047297297297297,0.5026595744680851
set size 0.1858108108108108,0.0975177304964539
set xrange [0:220]
set yrange [0:220]
set label '4: −6 cm' at graph 0,0 offset character 0,-0.7 left font ',12'
plot 'pictures/centre-of-mass-4.png' binary filetype=png with rgbimage, \
  'figure.csv' using (strcol(1) eq 'centre-of-mass' && $2 == 4 && strcol(4) eq 'difference_to_source' ? 220 : NaN):(0):(sprintf('Δ %.1f', $5)) skip 1 with labels right offset character 0,-0.7 font ',12' textcolor '#555555', \
  'figure-markers.csv' using (strcol(1) eq 'centre-of-mass' && $2 == 4 && strcol(3) eq 'nominal centre' ? $4 : NaN):(220 - $5) skip 1 with points pointtype 6 pointsize 1.1 linewidth 2 linecolor '#ffffff', \
  'figure-markers.csv' using (strcol(1) eq 'centre-of-mass' && $2 == 4 && strcol(3) eq 'centre of gravity' ? $4 : NaN):(220 - $5) skip 1 with points pointtype 7 pointsize 0.7 linecolor '#ffd400'
unset label
set label 'target pose: goal (dashes, not seen by the camera), block and pusher moved' at graph 0,1 offset character 0,0.7 left font ',15'
set origin 0.011824324324324325,0.38120567375886527
set size 0.1858108108108108,0.0975177304964539
set xrange [0:220]
set yrange [0:220]
set label '1: source' at graph 0,0 offset character 0,-0.7 left font ',12'
plot 'pictures/target-pose-1.png' binary filetype=png with rgbimage, \
  'figure.csv' using (strcol(1) eq 'target-pose' && $2 == 1 && strcol(4) eq 'difference_to_source' ? 220 : NaN):(0):(sprintf('Δ %.1f', $5)) skip 1 with labels right offset character 0,-0.7 font ',12' textcolor '#555555', \
  'figure-markers.csv' using (strcol(1) eq 'target-pose' && $2 == 1 && strcol(3) eq 'goal 1' ? $4 : NaN):(220 - $5) skip 1 with lines dashtype 2 linewidth 2 linecolor '#12a150', \
  'figure-markers.csv' using (strcol(1) eq 'target-pose' && $2 == 1 && strcol(3) eq 'goal 2' ? $4 : NaN):(220 - $5) skip 1 with lines dashtype 2 linewidth 2 linecolor '#12a150'
unset label
set origin 0.20945945945945946,0.38120567375886527
set size 0.1858108108108108,0.0975177304964539
set xrange [0:220]
set yrange [0:220]
set label '2: 2.5 cm' at graph 0,0 offset character 0,-0.7 left font ',12'
plot 'pictures/target-pose-2.png' binary filetype=png with rgbimage, \
  'figure.csv' using (strcol(1) eq 'target-pose' && $2 == 2 && strcol(4) eq 'difference_to_source' ? 220 : NaN):(0):(sprintf('Δ %.1f', $5)) skip 1 with labels right offset character 0,-0.7 font ',12' textcolor '#555555', \
  'figure-markers.csv' using (strcol(1) eq 'target-pose' && $2 == 2 && strcol(3) eq 'goal 1' ? $4 : NaN):(220 - $5) skip 1 with lines dashtype 2 linewidth 2 linecolor '#12a150', \
  'figure-markers.csv' using (strcol(1) eq 'target-pose' && $2 == 2 && strcol(3) eq 'goal 2' ? $4 : NaN):(220 - $5) skip 1 with lines dashtype 2 linewidth 2 linecolor '#12a150'
unset label
set origin 0.40709459459459457,0.38120567375886527
set size 0.1858108108108108,0.0975177304964539
set xrange [0:220]
set yrange [0:220]
set label '3: 5 cm' at graph 0,0 offset character 0,-0.7 left font ',12'
plot 'pictures/target-pose-3.png' binary filetype=png with rgbimage, \
  'figure.csv' using (strcol(1) eq 'target-pose' && $2 == 3 && strcol(4) eq 'difference_to_source' ? 220 : NaN):(0):(sprintf('Δ %.1f', $5)) skip 1 with labels right offset character 0,-0.7 font ',12' textcolor '#555555', \
  'figure-markers.csv' using (strcol(1) eq 'target-pose' && $2 == 3 && strcol(3) eq 'goal 1' ? $4 : NaN):(220 - $5) skip 1 with lines dashtype 2 linewidth 2 linecolor '#12a150', \
  'figure-markers.csv' using (strcol(1) eq 'target-pose' && $2 == 3 && strcol(3) eq 'goal 2' ? $4 : NaN):(220 - $5) skip 1 with lines dashtype 2 linewidth 2 linecolor '#12a150'
unset label
set origin 0.6047297297297297,0.38120567375886527
set size 0.1858108108108108,0.0975177304964539
set xrange [0:220]
set yrange [0:220]
set label '4: 10 cm' at graph 0,0 offset character 0,-0.7 left font ',12'
plot 'pictures/target-pose-4.png' binary filetype=png with rgbimage, \
  'figure.csv' using (strcol(1) eq 'target-pose' && $2 == 4 && strcol(4) eq 'difference_to_source' ? 220 : NaN):(0):(sprintf('Δ %.1f', $5)) skip 1 with labels right offset character 0,-0.7 font ',12' textcolor '#555555', \
  'figure-markers.csv' using (strcol(1) eq 'target-pose' && $2 == 4 && strcol(3) eq 'goal 1' ? $4 : NaN):(220 - $5) skip 1 with lines dashtype 2 linewidth 2 linecolor '#12a150', \
  'figure-markers.csv' using (strcol(1) eq 'target-pose' && $2 == 4 && strcol(3) eq 'goal 2' ? $4 : NaN):(220 - $5) skip 1 with lines dashtype 2 linewidth 2 linecolor '#12a150'
unset label
set label 'object: blocks that episodes take turns with' at graph 0,1 offset character 0,0.7 left font ',15'
set origin 0.011824324324324325,0.25975177304964536
set size 0.1858108108108108,0.0975177304964539
set xrange [0:220]
set yrange [0:220]
set label '1: source' at graph 0,0 offset character 0,-0.7 left font ',12'
plot 'pictures/object-1.png' binary filetype=png with rgbimage, \
  'figure.csv' using (strcol(1) eq 'object' && $2 == 1 && strcol(4) eq 'difference_to_source' ? 220 : NaN):(0):(sprintf('Δ %.1f', $5)) skip 1 with labels right offset character 0,-0.7 font ',12' textcolor '#555555'
unset label
set origin 0.20945945945945946,0.25975177304964536
set size 0.1858108108108108,0.0975177304964539
set xrange [0:220]
set yrange [0:220]
set label '2: other shapes' at graph 0,0 offset character 0,-0.7 left font ',12'
plot 'pictures/object-2.png' binary filetype=png with rgbimage, \
  'figure.csv' using (strcol(1) eq 'object' && $2 == 2 && strcol(4) eq 'difference_to_source' ? 220 : NaN):(0):(sprintf('Δ %.1f', $5)) skip 1 with labels right offset character 0,-0.7 font ',12' textcolor '#555555'
unset label
set label 'calibration: keypoints where they are (rings) and where they are seen (dots)' at graph 0,1 offset character 0,0.7 left font ',15'
set origin 0.011824324324324325,0.13829787234042556
set size 0.1858108108108108,0.0975177304964539
set xrange [0:220]
set yrange [0:220]
set label '0: exact' at graph 0,0 offset character 0,-0.7 left font ',12'
plot 'pictures/calibration-0.png' binary filetype=png with rgbimage, \
  'figure.csv' using (strcol(1) eq 'calibration' && $2 == 0 && strcol(4) eq 'difference_to_source' ? 220 : NaN):(0):(sprintf('Δ %.1f', $5)) skip 1 with labels right offset character 0,-0.7 font ',12' textcolor '#555555', \
  'figure-markers.csv' using (strcol(1) eq 'calibration' && $2 == 0 && strcol(3) eq 'keypoint' ? $4 : NaN):(220 - $5) skip 1 with points pointtype 6 pointsize 0.8 linecolor '#ffffff', \
  'figure-markers.csv' using (strcol(1) eq 'calibration' && $2 == 0 && strcol(3) eq 'keypoint seen' ? $4 : NaN):(220 - $5) skip 1 with points pointtype 7 pointsize 0.5 linecolor '#ffd400'
unset label
set origin 0.20945945945945946,0.13829787234042556
set size 0.1858108108108108,0.0975177304964539
set xrange [0:220]
set yrange [0:220]
set label '1: source' at graph 0,0 offset character 0,-0.7 left font ',12'
plot 'pictures/calibration-1.png' binary filetype=png with rgbimage, \
  'figure.csv' using (strcol(1) eq 'calibration' && $2 == 1 && strcol(4) eq 'difference_to_source' ? 220 : NaN):(0):(sprintf('Δ %.1f', $5)) skip 1 with labels right offset character 0,-0.7 font ',12' textcolor '#555555', \
  'figure-markers.csv' using (strcol(1) eq 'calibration' && $2 == 1 && strcol(3) eq 'keypoint' ? $4 : NaN):(220 - $5) skip 1 with points pointtype 6 pointsize 0.8 linecolor '#ffffff', \
  'figure-markers.csv' using (strcol(1) eq 'calibration' && $2 == 1 && strcol(3) eq 'keypoint seen' ? $4 : NaN):(220 - $5) skip 1 with points pointtype 7 pointsize 0.5 linecolor '#ffd400'
unset label
set origin 0.40709459459459457,0.13829787234042556
set size 0.1858108108108108,0.0975177304964539
set xrange [0:220]
set yrange [0:220]
set label '2: .6 cm, 1.5°' at graph 0,0 offset character 0,-0.7 left font ',12'
plot 'pictures/calibration-2.png' binary filetype=png with rgbimage, \
  'figure.csv' using (strcol(1) eq 'calibration' && $2 == 2 && strcol(4) eq 'difference_to_source' ? 220 : NaN):(0):(sprintf('Δ %.1f', $5)) skip 1 with labels right offset character 0,-0.7 font ',12' textcolor '#555555', \
  'figure-markers.csv' using (strcol(1) eq 'calibration' && $2 == 2 && strcol(3) eq 'keypoint' ? $4 : NaN):(220 - $5) skip 1 with points pointtype 6 pointsize 0.8 linecolor '#ffffff', \
  'figure-markers.csv' using (strcol(1) eq 'calibration' && $2 == 2 && strcol(3) eq 'keypoint seen' ? $4 : NaN):(220 - $5) skip 1 with points pointtype 7 pointsize 0.5 linecolor '#ffd400'
unset label
set origin 0.6047297297297297,0.13829787234042556
set size 0.1858108108108108,0.0975177304964539
set xrange [0:220]
set yrange [0:220]
set label '3: 1.2 cm, 3°' at graph 0,0 offset character 0,-0.7 left font ',12'
plot 'pictures/calibration-3.png' binary filetype=png with rgbimage, \
  'figure.csv' using (strcol(1) eq 'calibration' && $2 == 3 && strcol(4) eq 'difference_to_source' ? 220 : NaN):(0):(sprintf('Δ %.1f', $5)) skip 1 with labels right offset character 0,-0.7 font ',12' textcolor '#555555', \
  'figure-markers.csv' using (strcol(1) eq 'calibration' && $2 == 3 && strcol(3) eq 'keypoint' ? $4 : NaN):(220 - $5) skip 1 with points pointtype 6 pointsize 0.8 linecolor '#ffffff', \
  'figure-markers.csv' using (strcol(1) eq 'calibration' && $2 == 3 && strcol(3) eq 'keypoint seen' ? $4 : NaN):(220 - $5) skip 1 with points pointtype 7 pointsize 0.5 linecolor '#ffd400'
unset label
set label 'the base pair, and the source with gaps closed' at graph 0,1 offset character 0,0.7 left font ',15'
set origin 0.011824324324324325,0.016843971631205656
set size 0.1858108108108108,0.0975177304964539
set xrange [0:220]
set yrange [0:220]
set label 'source' at graph 0,0 offset character 0,-0.7 left font ',12'
plot 'pictures/source-1.png' binary filetype=png with rgbimage, \
  'figure.csv' using (strcol(1) eq 'source' && $2 == 1 && strcol(4) eq 'difference_to_source' ? 220 : NaN):(0):(sprintf('Δ %.1f', $5)) skip 1 with labels right offset character 0,-0.7 font ',12' textcolor '#555555'
unset label
set origin 0.20945945945945946,0.016843971631205656
set size 0.1858108108108108,0.0975177304964539
set xrange [0:220]
set yrange [0:220]
set label 'target' at graph 0,0 offset character 0,-0.7 left font ',12'
plot 'pictures/target-1.png' binary filetype=png with rgbimage, \
  'figure.csv' using (strcol(1) eq 'target' && $2 == 1 && strcol(4) eq 'difference_to_source' ? 220 : NaN):(0):(sprintf('Δ %.1f', $5)) skip 1 with labels right offset character 0,-0.7 font ',12' textcolor '#555555'
unset label
set origin 0.40709459459459457,0.016843971631205656
set size 0.1858108108108108,0.0975177304964539
set xrange [0:220]
set yrange [0:220]
set label 'source, no visual gap' at graph 0,0 offset character 0,-0.7 left font ',12'
plot 'pictures/no-visual-gap-1.png' binary filetype=png with rgbimage, \
  'figure.csv' using (strcol(1) eq 'no-visual-gap' && $2 == 1 && strcol(4) eq 'difference_to_source' ? 220 : NaN):(0):(sprintf('Δ %.1f', $5)) skip 1 with labels right offset character 0,-0.7 font ',12' textcolor '#555555'
unset label
set origin 0.6047297297297297,0.016843971631205656
set size 0.1858108108108108,0.0975177304964539
set xrange [0:220]
set yrange [0:220]
set label 'source, no physics gap' at graph 0,0 offset character 0,-0.7 left font ',12'
plot 'pictures/no-physics-gap-1.png' binary filetype=png with rgbimage, \
  'figure.csv' using (strcol(1) eq 'no-physics-gap' && $2 == 1 && strcol(4) eq 'difference_to_source' ? 220 : NaN):(0):(sprintf('Δ %.1f', $5)) skip 1 with labels right offset character 0,-0.7 font ',12' textcolor '#555555'
unset label
set origin 0.8023648648648649,0.016843971631205656
set size 0.1858108108108108,0.0975177304964539
set xrange [0:220]
set yrange [0:220]
set label 'source, no gap' at graph 0,0 offset character 0,-0.7 left font ',12'
plot 'pictures/no-gap-1.png' binary filetype=png with rgbimage, \
  'figure.csv' using (strcol(1) eq 'no-gap' && $2 == 1 && strcol(4) eq 'difference_to_source' ? 220 : NaN):(0):(sprintf('Δ %.1f', $5)) skip 1 with labels right offset character 0,-0.7 font ',12' textcolor '#555555'
unset multiplot
